"""The columns of a list of producers and their products."""

from api.imports.columns import IGNORED, Column
from api.imports.meanings import BOOTHS, GROUPS, PAPERS, PRODUCER_KINDS
from api.imports.registrations.company_columns import COMPANY_COLUMNS
from api.imports.values.choices import choice, choice_or, yes_no
from api.imports.values.days import past_day, past_year
from api.imports.values.numbers import money, price_range, volume, whole
from api.imports.values.papers import one_paper, papers
from api.imports.values.sets import product_set
from api.imports.values.stars import star
from api.imports.values.texts import listed, months, text
from streams.domain.events.registrations import Paper
from streams.domain.vocabulary import PaperCode

NAME = Column(
    headers=(
        "Chủ thể",
        "Tên chủ thể",
        "Bên sản xuất",
        "Đơn vị sản xuất",
        "Cơ sở sản xuất",
        "Nhà sản xuất",
        "Tên cơ sở",
        "Tên đơn vị",
        "Đơn vị",
        "Tên doanh nghiệp",
        "producer",
        "producer name",
        "company",
        "name",
    ),
    read=text,
    needed="producer_missing",
)
KIND = Column(
    headers=(
        "Loại chủ thể",
        "Loại hình chủ thể",
        "Loại hình",
        "producer_kind",
        "kind",
        "type",
    ),
    read=choice_or(PRODUCER_KINDS, "unknown_kind", "unknown"),
)
PRODUCT = Column(
    headers=("Sản phẩm", "Tên sản phẩm", "Sản phẩm OCOP", "product", "product name"),
    read=text,
    needed="product_missing",
)
GROUP = Column(
    headers=(
        "Nhóm sản phẩm",
        "Nhóm",
        "Nhóm hàng",
        "Ngành hàng",
        "product_group_guess",
        "product group",
        "group",
    ),
    read=choice_or(GROUPS, "unknown_group", None),
)
PRODUCT_SET = Column(
    headers=("Bộ sản phẩm", "Bộ", "Phân nhóm", "product set", "set"), read=product_set
)
STAR = Column(
    headers=(
        "Sao",
        "Hạng sao",
        "Số sao",
        "Xếp hạng",
        "Phân hạng",
        "Hạng",
        "star",
        "stars",
        "star class",
        "rating",
    ),
    read=star,
)
YEAR = Column(headers=("Năm", "Năm công nhận", "year"), read=past_year)
RECOGNISED_ON = Column(
    headers=("Ngày công nhận", "Ngày quyết định", "recognised on", "decision date"), read=past_day
)
DECISION = Column(headers=("Quyết định", "Số quyết định", "decision"), read=text)
VOLUME = Column(
    headers=("Sản lượng tháng", "Sản lượng/tháng", "Sản lượng hằng tháng", "monthly volume"),
    read=volume,
)
UNIT = Column(headers=("Đơn vị tính", "ĐVT", "unit"), read=text)
SMALLEST_ORDER = Column(
    headers=("Đơn hàng tối thiểu", "Đặt hàng tối thiểu", "smallest order", "minimum order"),
    read=volume,
)
SEASON = Column(headers=("Mùa vụ", "Tháng có hàng", "season", "months"), read=months)
PRICE = Column(headers=("Giá", "Giá bán", "price"), read=price_range)
PRICE_LOW = Column(headers=("Giá từ", "Giá thấp nhất", "price from"), read=money())
PRICE_HIGH = Column(headers=("Giá đến", "Giá cao nhất", "price to"), read=money())
CHILLED = Column(headers=("Bảo quản lạnh", "Hàng lạnh", "chilled"), read=yes_no)
ZONES = Column(
    headers=("Vùng giao hàng", "Khu vực giao hàng", "Nơi giao hàng", "delivery zones", "zones"),
    read=listed,
)
COLD_CHAIN = Column(headers=("Kho lạnh", "Chuỗi lạnh", "cold chain"), read=yes_no)
BOOTH = Column(headers=("Gian hàng", "booth"), read=choice(BOOTHS, "bad_mark"))
STANDING_YES = Column(headers=("Đồng ý trước", "standing yes"), read=yes_no)
PAYMENT_DAYS = Column(
    headers=("Công nợ tối đa", "Số ngày công nợ", "longest payment days"), read=whole(0, 1_000)
)
FIRST_TIMER = Column(headers=("Lần đầu tham gia", "first timer"), read=yes_no)
REMOTE = Column(headers=("Vùng sâu, vùng xa", "Vùng xa", "remote"), read=yes_no)
PAPER_LIST = Column(
    headers=("Giấy tờ", "Giấy chứng nhận", "Chứng nhận", "papers", "certificates"), read=papers
)


def _paper_column(code: PaperCode) -> Column[Paper]:
    names = PAPERS[code]
    ends = [f"{name} {end}" for name in names for end in ("đến", "hết hạn", "còn hạn đến", "until")]
    return Column(headers=(*names, *ends), read=one_paper(code))


PAPER_COLUMNS = tuple(_paper_column(code) for code in PAPERS)

TELLING = PRODUCT.headers
"""Headers that only a list of producers has."""

COLUMNS = (
    NAME,
    PRODUCT,
    KIND,
    GROUP,
    PRODUCT_SET,
    STAR,
    YEAR,
    RECOGNISED_ON,
    DECISION,
    VOLUME,
    UNIT,
    SMALLEST_ORDER,
    SEASON,
    PRICE,
    PRICE_LOW,
    PRICE_HIGH,
    CHILLED,
    ZONES,
    COLD_CHAIN,
    BOOTH,
    STANDING_YES,
    PAYMENT_DAYS,
    FIRST_TIMER,
    REMOTE,
    PAPER_LIST,
    *PAPER_COLUMNS,
    *COMPANY_COLUMNS,
    IGNORED,
)
