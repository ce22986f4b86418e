"""The columns of a list of fairs."""

from api.imports.columns import IGNORED, Column
from api.imports.meanings import FAIR_KINDS
from api.imports.values.choices import choice
from api.imports.values.days import day
from api.imports.values.texts import text

ID = Column(
    headers=("Mã sự kiện", "Mã hội chợ", "Mã", "fair id", "fair", "id"),
    read=text,
    needed="fair_missing",
)
SERIES = Column(headers=("Chuỗi", "Chuỗi sự kiện", "Mã chuỗi", "series", "series id"), read=text)
NAME = Column(
    headers=("Tên sự kiện", "Tên hội chợ", "Tên", "name", "fair name"),
    read=text,
    needed="fair_name_missing",
)
NAME_EN = Column(headers=("Tên tiếng Anh", "English name", "name en", "name_en"), read=text)
KIND = Column(
    headers=("Loại", "Loại sự kiện", "kind", "type"), read=choice(FAIR_KINDS, "unknown_fair_kind")
)
REGION = Column(headers=("Vùng", "Khu vực", "region"), read=text)
VENUE = Column(headers=("Địa điểm", "Nơi tổ chức", "venue"), read=text)
PROVINCE = Column(headers=("Tỉnh/thành phố", "Tỉnh", "province"), read=text)
PLANNED_FIRST = Column(headers=("Dự kiến từ", "Kế hoạch từ", "planned from"), read=day)
PLANNED_LAST = Column(headers=("Dự kiến đến", "Kế hoạch đến", "planned to"), read=day)
ACTUAL_FIRST = Column(
    headers=("Từ ngày", "Thực tế từ", "Ngày bắt đầu", "actual from", "from"), read=day
)
ACTUAL_LAST = Column(
    headers=("Đến ngày", "Thực tế đến", "Ngày kết thúc", "actual to", "to"), read=day
)

COLUMNS = (
    ID,
    SERIES,
    NAME,
    NAME_EN,
    KIND,
    REGION,
    VENUE,
    PROVINCE,
    PLANNED_FIRST,
    PLANNED_LAST,
    ACTUAL_FIRST,
    ACTUAL_LAST,
    IGNORED,
)
