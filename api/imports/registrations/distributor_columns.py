"""The columns of a list of distributors and their demand."""

from api.imports.columns import IGNORED, Column
from api.imports.meanings import DISTRIBUTOR_KINDS
from api.imports.registrations.company_columns import COMPANY_COLUMNS
from api.imports.values.choices import choice_or, yes_no
from api.imports.values.numbers import money, price_range, volume, whole
from api.imports.values.papers import paper_codes
from api.imports.values.sets import product_sets
from api.imports.values.stars import star
from api.imports.values.texts import listed, note, text

NAME = Column(
    headers=(
        "Nhà phân phối",
        "Tên nhà phân phối",
        "Hệ thống phân phối",
        "Tên đơn vị",
        "Đơn vị",
        "Tên doanh nghiệp",
        "distributor",
        "distributor name",
        "company",
        "name",
    ),
    read=text,
    needed="distributor_missing",
)
KIND = Column(
    headers=("Loại nhà phân phối", "Loại hình", "distributor kind", "kind", "type"),
    read=choice_or(DISTRIBUTOR_KINDS, "unknown_kind", "unknown"),
)
WANTED = Column(
    headers=(
        "Nhu cầu",
        "Nhu cầu thu mua",
        "Hàng cần mua",
        "Mặt hàng quan tâm",
        "Ngành hàng quan tâm",
        "wanted_categories",
        "wanted goods",
        "wanted",
        "demand",
    ),
    read=note,
)
PRODUCT_SETS = Column(
    headers=("Bộ sản phẩm", "Bộ sản phẩm cần mua", "product sets"), read=product_sets
)
EVIDENCE = Column(headers=("Căn cứ", "Minh chứng", "evidence"), read=note)
BUYER = Column(headers=("Cán bộ thu mua", "Người thu mua", "buyer"), read=text)
LOWEST_STAR = Column(headers=("Sao tối thiểu", "Từ hạng sao", "lowest star"), read=star)
MUST_HAVES = Column(
    headers=("Yêu cầu bắt buộc", "Giấy tờ bắt buộc", "must-haves"), read=paper_codes
)
PREFERENCES = Column(headers=("Ưu tiên", "Giấy tờ ưu tiên", "preferences"), read=paper_codes)
COLD_CHAIN = Column(headers=("Yêu cầu lạnh", "Yêu cầu kho lạnh", "cold chain"), read=yes_no)
DELIVER_TO = Column(headers=("Giao tới", "Nơi nhận hàng", "deliver to"), read=text)
REGIONS = Column(headers=("Vùng quan tâm", "Tỉnh quan tâm", "regions"), read=listed)
VOLUME = Column(headers=("Sản lượng tháng", "Sản lượng cần/tháng", "monthly volume"), read=volume)
PRICE = Column(headers=("Giá", "Giá mua", "price"), read=price_range)
DISCOUNT = Column(headers=("Chiết khấu", "discount", "discount percent"), read=whole(0, 100))
PAYMENT_DAYS = Column(
    headers=("Số ngày thanh toán", "Công nợ", "payment days"), read=whole(0, 1_000)
)
LISTING_FEE = Column(headers=("Phí mở mã", "Phí niêm yết", "listing fee"), read=money())

TELLING = (
    "Nhà phân phối",
    "Tên nhà phân phối",
    "Hệ thống phân phối",
    "distributor",
    "distributor name",
    "Loại nhà phân phối",
    *WANTED.headers,
)
"""Headers that only a list of distributors has."""

COLUMNS = (
    NAME,
    KIND,
    WANTED,
    PRODUCT_SETS,
    EVIDENCE,
    BUYER,
    LOWEST_STAR,
    MUST_HAVES,
    PREFERENCES,
    COLD_CHAIN,
    DELIVER_TO,
    REGIONS,
    VOLUME,
    PRICE,
    DISCOUNT,
    PAYMENT_DAYS,
    LISTING_FEE,
    *COMPANY_COLUMNS,
    IGNORED,
)
