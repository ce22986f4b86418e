"""The columns of a register of agreements."""

from api.imports.columns import IGNORED, Column
from api.imports.meanings import (
    AGREEMENT_KINDS,
    DISTRIBUTOR_KINDS,
    PRODUCER_KINDS,
    STATES,
    SUBJECTS,
)
from api.imports.values.choices import choice, choice_or, yes_no
from api.imports.values.days import past_day
from api.imports.values.numbers import worth
from api.imports.values.sets import product_set
from api.imports.values.texts import note, several, text

MILLION = 1_000_000

FAIR = Column(
    headers=("Mã sự kiện", "Mã hội chợ", "Sự kiện", "fair id", "fair"),
    read=text,
    needed="fair_missing",
)
NUMBER = Column(
    headers=(
        "Số biên bản",
        "Số văn bản",
        "Số hiệu",
        "Số",
        "document number",
        "agreement number",
        "number",
    ),
    read=text,
)
KIND = Column(
    headers=("Loại văn bản", "Loại biên bản", "Loại", "document kind", "agreement kind", "kind"),
    read=choice(AGREEMENT_KINDS, "unknown_agreement_kind"),
    needed="agreement_kind_missing",
)
SUBJECT = Column(
    headers=("Nội dung", "Nội dung hợp tác", "subject"),
    read=choice_or(SUBJECTS, "other_subject", "other"),
)
SIGNED_ON = Column(
    headers=("Ngày ký", "Ngày ký kết", "signed on", "date signed", "signing date"),
    read=past_day,
    required=True,
)
PRODUCER = Column(
    headers=("Bên sản xuất", "Chủ thể", "Tên chủ thể", "Bên A", "producer", "producer name"),
    read=text,
    needed="producer_party_missing",
)
PRODUCER_KIND = Column(
    headers=("Loại chủ thể", "producer kind"),
    read=choice_or(PRODUCER_KINDS, "unknown_kind", "unknown"),
)
PROVINCE = Column(headers=("Tỉnh/thành phố", "Tỉnh", "Tỉnh, thành phố", "province"), read=text)
DISTRIBUTOR = Column(
    headers=("Nhà phân phối", "Tên nhà phân phối", "Bên B", "distributor", "distributor name"),
    read=text,
    needed="distributor_party_missing",
)
DISTRIBUTOR_KIND = Column(
    headers=("Loại nhà phân phối", "distributor kind"),
    read=choice_or(DISTRIBUTOR_KINDS, "unknown_kind", "unknown"),
)
THIRD_PARTY = Column(
    headers=("Bên thứ ba", "Bên khác", "third party", "third parties"), read=several
)
PRODUCT = Column(headers=("Sản phẩm", "Tên sản phẩm", "product", "products"), read=several)
PRODUCT_SET = Column(headers=("Bộ sản phẩm", "Bộ", "product set"), read=product_set)
QUANTITY = Column(headers=("Số lượng", "Khối lượng", "quantity"), read=text)
VALUE = Column(
    headers=(
        "Giá trị (triệu đồng)",
        "Giá trị",
        "Giá trị (triệu VND)",
        "value in million VND",
        "value (million VND)",
        "value million vnd",
        "value",
    ),
    read=worth(MILLION),
)
VALUE_VND = Column(
    headers=("Giá trị (đồng)", "Giá trị (VND)", "value (VND)", "value in VND"), read=worth(1)
)
SIGNED_BY_PRODUCER = Column(
    headers=(
        "Đã ký: bên sản xuất",
        "Bên sản xuất đã ký",
        "Chủ thể đã ký",
        "signed by producer",
        "producer signed",
    ),
    read=yes_no,
)
SIGNED_BY_DISTRIBUTOR = Column(
    headers=(
        "Đã ký: nhà phân phối",
        "Nhà phân phối đã ký",
        "signed by distributor",
        "distributor signed",
    ),
    read=yes_no,
)
STATE = Column(headers=("Trạng thái", "Tình trạng", "state"), read=choice(STATES, "unknown_state"))
STATE_ON = Column(
    headers=("Ngày trạng thái", "date of the state", "state date", "state on"), read=past_day
)
REASON = Column(headers=("Lý do", "reason"), read=note)
SUPERSEDED_BY = Column(
    headers=("Thay thế bởi", "Được thay bởi", "superseded by", "replaced by"), read=text
)
DUPLICATE_OF = Column(headers=("Trùng với", "Bản trùng của", "duplicate of"), read=text)
TERM = Column(headers=("Thời hạn", "term"), read=text)
SIGNING_PLACE = Column(headers=("Nơi ký", "Địa điểm ký", "signing place", "place"), read=text)
NOTE = Column(headers=("Ghi chú", "note", "notes"), read=note)

COLUMNS = (
    FAIR,
    NUMBER,
    KIND,
    SUBJECT,
    SIGNED_ON,
    PRODUCER,
    PRODUCER_KIND,
    PROVINCE,
    DISTRIBUTOR,
    DISTRIBUTOR_KIND,
    THIRD_PARTY,
    PRODUCT,
    PRODUCT_SET,
    QUANTITY,
    VALUE,
    VALUE_VND,
    SIGNED_BY_PRODUCER,
    SIGNED_BY_DISTRIBUTOR,
    STATE,
    STATE_ON,
    REASON,
    SUPERSEDED_BY,
    DUPLICATE_OF,
    TERM,
    SIGNING_PLACE,
    NOTE,
    IGNORED,
)
