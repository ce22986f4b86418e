"""Columns that lists of producers and of distributors have in common."""

from api.imports.columns import Column
from api.imports.values.numbers import whole
from api.imports.values.texts import hours, note, phone, tax_code, text

MOST_PLACES = 10_000

PROVINCE = Column(
    headers=("Tỉnh/thành phố", "Tỉnh, thành phố", "Tỉnh thành", "Tỉnh", "province", "city"),
    read=text,
)
DISTRICT = Column(
    headers=("Quận/huyện", "Huyện/quận", "Huyện", "Quận, huyện, thị xã", "district"), read=text
)
COMMUNE = Column(
    headers=("Xã/phường", "Phường/xã", "Xã", "Xã, phường, thị trấn", "commune", "ward"), read=text
)
ADDRESS = Column(headers=("Địa chỉ", "address"), read=text)
TAX_CODE = Column(headers=("Mã số thuế", "MST", "tax code", "tax number"), read=tax_code)
CONTACT = Column(
    headers=(
        "Người liên hệ",
        "Họ tên người liên hệ",
        "Họ và tên",
        "Người đại diện",
        "Đại diện",
        "contact",
        "contact person",
    ),
    read=text,
)
PHONE = Column(
    headers=(
        "Điện thoại",
        "Số điện thoại",
        "SĐT",
        "ĐT",
        "Di động",
        "phone",
        "phone number",
        "telephone",
        "mobile",
        "contact phone",
    ),
    read=phone,
)
PLACES = Column(
    headers=("Số suất gặp", "Suất gặp", "Số cuộc gặp", "places", "meetings"),
    read=whole(0, MOST_PLACES),
)
HOURS = Column(headers=("Giờ gặp", "Giờ rảnh", "Khung giờ", "hours"), read=hours)
SOURCE = Column(headers=("Nguồn", "source"), read=note)
SOURCE_PATH = Column(
    headers=("Đường dẫn nguồn", "source_path_or_address", "source address"), read=note
)
NOTE = Column(headers=("Ghi chú", "note", "notes", "remarks"), read=note)

COMPANY_COLUMNS = (
    PROVINCE,
    DISTRICT,
    COMMUNE,
    ADDRESS,
    TAX_CODE,
    CONTACT,
    PHONE,
    PLACES,
    HOURS,
    SOURCE,
    SOURCE_PATH,
    NOTE,
)
NOTES = (NOTE, SOURCE, SOURCE_PATH)
