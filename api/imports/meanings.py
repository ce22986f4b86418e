"""Code words of lists and what they mean, Vietnamese and English.

Spelling does not count (`api.imports.spelling`); a test checks that no word stands for two of
them.
"""

import re
from collections.abc import Mapping
from typing import Literal

from api.imports.spelling import spelled
from streams.domain.events.agreements import RecordedState
from streams.domain.vocabulary import (
    AgreementKind,
    AgreementSubject,
    DistributorKind,
    FairKind,
    PaperCode,
    ProducerKind,
    VoidReason,
)

FAIR_KINDS: Mapping[FairKind, tuple[str, ...]] = {
    "fair": ("Hội chợ", "fair", "trade fair"),
    "trade_week": ("Tuần hàng", "Tuần lễ", "trade week", "trade_week"),
    "seminar": ("Hội thảo", "seminar", "workshop"),
    "conference": ("Hội nghị", "conference"),
    "ceremony": ("Lễ ký kết", "ceremony", "signing ceremony"),
}

PRODUCER_KINDS: Mapping[ProducerKind, tuple[str, ...]] = {
    "cooperative": ("HTX", "Hợp tác xã", "Liên hiệp HTX", "cooperative"),
    "company": ("Doanh nghiệp", "DN", "Công ty", "Doanh nghiệp tư nhân", "company", "enterprise"),
    "household": (
        "Hộ kinh doanh",
        "Hộ",
        "Hộ/cơ sở kinh doanh",
        "Cơ sở kinh doanh",
        "Cơ sở sản xuất",
        "Cơ sở",
        "Hộ gia đình",
        "Hộ sản xuất",
        "HKD",
        "Cá nhân",
        "household",
        "household business",
        "individual",
    ),
    "cooperative_group": ("Tổ hợp tác", "THT", "cooperative group", "cooperative_group"),
    "unknown": ("Chưa rõ", "Không rõ", "unknown"),
}

DISTRIBUTOR_KINDS: Mapping[DistributorKind, tuple[str, ...]] = {
    "supermarket_chain": (
        "Chuỗi siêu thị",
        "Siêu thị",
        "Hệ thống siêu thị",
        "supermarket_chain",
        "supermarket chain",
        "supermarket",
        "supermarket chain (abroad)",
        "wholesale/hypermarket chain",
        "hypermarket",
        "retail group",
        "retail and trading company",
    ),
    "convenience_chain": (
        "Chuỗi cửa hàng tiện lợi",
        "Cửa hàng tiện lợi",
        "convenience_chain",
        "convenience chain",
        "convenience store",
    ),
    "shopping_centre": (
        "Trung tâm thương mại",
        "TTTM",
        "shopping_centre",
        "shopping centre",
        "shopping center",
        "shopping centre and supermarket chain",
    ),
    "wholesale_market": ("Chợ đầu mối", "wholesale_market", "wholesale market"),
    "safe_food_shop": (
        "Cửa hàng nông sản an toàn",
        "Cửa hàng thực phẩm an toàn",
        "Cửa hàng thực phẩm sạch",
        "safe_food_shop",
        "safe-food shop",
        "safe-food shop / OCOP point of sale",
        "fruit and food shop chain",
    ),
    "craft_shop": ("Cửa hàng thủ công mỹ nghệ", "craft_shop", "craft shop"),
    "ocop_point": (
        "Điểm OCOP",
        "Điểm giới thiệu và bán sản phẩm OCOP",
        "ocop_point",
        "OCOP point",
        "OCOP point of sale",
        "OCOP point of sale (craft village)",
        "OCOP point of sale (tourism)",
        "OCOP point of sale (pilot, planned)",
        "OCOP showroom",
        "OCOP showroom (pilot, planned)",
    ),
    "ecommerce": (
        "Sàn thương mại điện tử",
        "Sàn TMĐT",
        "ecommerce",
        "e-commerce",
        "e-commerce floor",
    ),
    "online_seller": (
        "Bán hàng online",
        "Bán hàng trực tuyến",
        "online_seller",
        "online seller",
        "livestream/online seller",
    ),
    "exporter": ("Xuất khẩu", "Doanh nghiệp xuất khẩu", "exporter", "export"),
    "horeca": ("Nhà hàng - khách sạn", "Nhà hàng", "Khách sạn", "horeca"),
    "caterer": ("Bếp ăn tập thể", "Suất ăn công nghiệp", "caterer", "catering"),
    "travel": ("Du lịch", "Lữ hành", "Công ty du lịch", "travel", "travel company"),
    "unknown": ("Chưa rõ", "Không rõ", "unknown"),
}

AGREEMENT_KINDS: Mapping[AgreementKind, tuple[str, ...]] = {
    "memorandum": ("Biên bản ghi nhớ", "BBGN", "MOU", "memorandum", "memorandum of understanding"),
    "cooperation_minutes": (
        "Biên bản hợp tác",
        "BBHT",
        "cooperation_minutes",
        "cooperation minutes",
        "minutes of cooperation",
    ),
    "framework_contract": ("Hợp đồng nguyên tắc", "framework_contract", "framework contract"),
    "sales_contract": (
        "Hợp đồng mua bán",
        "Hợp đồng tiêu thụ",
        "sales_contract",
        "sales contract",
    ),
    "purchase_order": ("Đơn hàng", "Đơn đặt hàng", "purchase_order", "purchase order", "order"),
    "region_cooperation": (
        "Chương trình hợp tác",
        "Hợp tác vùng",
        "region_cooperation",
        "regional cooperation",
    ),
}

SUBJECTS: Mapping[AgreementSubject, tuple[str, ...]] = {
    "product_consumption": (
        "Tiêu thụ sản phẩm",
        "Hợp tác tiêu thụ sản phẩm",
        "Tiêu thụ",
        "product_consumption",
        "product consumption",
    ),
    "other": ("Khác", "Nội dung khác", "other"),
}

STATES: Mapping[RecordedState, tuple[str, ...]] = {
    "signed": ("Đã ký", "Đã ký kết", "Hiệu lực", "signed"),
    "draft": ("Dự thảo", "Bản thảo", "Chưa ký", "draft"),
    "voided": ("Đã hủy", "Hủy", "voided", "void", "cancelled"),
    "superseded": ("Được thay thế", "Đã thay thế", "superseded", "replaced"),
    "merged": ("Trùng", "Bản trùng", "Bản thứ hai", "merged", "duplicate"),
}

VOID_REASONS: Mapping[VoidReason, tuple[str, ...]] = {
    "signed_by_mistake": ("Ký nhầm", "signed by mistake"),
    "not_performed": ("Không thực hiện", "not performed"),
    "discount": ("Không thống nhất chiết khấu", "Chiết khấu", "discount"),
    "product_criteria": ("Không đạt tiêu chí sản phẩm", "Tiêu chí sản phẩm", "product criteria"),
    "no_authority": ("Không đúng thẩm quyền", "Không có thẩm quyền", "no authority"),
    "other": ("Khác", "other"),
}

PAPERS: Mapping[PaperCode, tuple[str, ...]] = {
    "ocop_certificate": ("Giấy chứng nhận OCOP", "Chứng nhận OCOP", "OCOP certificate"),
    "food_safety": (
        "An toàn thực phẩm",
        "ATTP",
        "Giấy an toàn thực phẩm",
        "Cơ sở đủ điều kiện ATTP",
        "VSATTP",
        "food safety",
    ),
    "haccp": ("HACCP",),
    "iso22000": ("ISO 22000", "ISO22000"),
    "gmp": ("GMP",),
    "self_declaration": ("Tự công bố", "Bản tự công bố", "self-declaration", "self declaration"),
    "vietgap": ("VietGAP", "Viet GAP"),
    "globalgap": ("GlobalGAP", "Global GAP"),
    "organic": ("Hữu cơ", "Chứng nhận hữu cơ", "organic"),
    "barcode": ("Mã số mã vạch", "Mã vạch", "barcode"),
    "vat_invoice": ("Hóa đơn VAT", "Hóa đơn GTGT", "Hóa đơn", "VAT invoice"),
    "alcohol_licence": (
        "Giấy phép rượu",
        "Giấy phép sản xuất rượu",
        "alcohol licence",
        "alcohol license",
    ),
    "medicine_licence": ("Giấy phép dược liệu", "medicine licence", "medicine license"),
}

Booth = Literal["own", "shared", "none"]
BOOTHS: Mapping[Booth, tuple[str, ...]] = {
    "own": ("Riêng", "Gian riêng", "own", "x", "có", "yes"),
    "shared": ("Chung", "Gian chung", "shared"),
    "none": ("Không", "none", "no"),
}

GROUPS: Mapping[int, tuple[str, ...]] = {
    1: ("I", "1", "Thực phẩm", "I. Thực phẩm", "Nhóm thực phẩm", "food"),
    2: ("II", "2", "Đồ uống", "II. Đồ uống", "drinks", "beverages"),
    3: (
        "III",
        "3",
        "Dược liệu",
        "III. Dược liệu",
        "Dược liệu và sản phẩm từ dược liệu",
        "herbs",
        "medicinal herbs",
    ),
    4: ("IV", "4", "Thủ công mỹ nghệ", "IV. Thủ công mỹ nghệ", "handicrafts", "crafts"),
    5: ("V", "5", "Sinh vật cảnh", "V. Sinh vật cảnh", "ornamental plants and animals"),
    6: (
        "VI",
        "6",
        "Du lịch",
        "VI. Du lịch",
        "Dịch vụ du lịch",
        "VI. Dịch vụ du lịch",
        "tourism",
    ),
}

_KIND_IN_NAME: tuple[tuple[ProducerKind, re.Pattern[str]], ...] = (
    ("cooperative_group", re.compile(r"(?:to hop tac|tht)\b(?! xa)")),
    (
        "cooperative",
        re.compile(r"htx\w*|hop tac xa|lien hiep (?:htx|hop tac xa)|.*\bcooperative\b"),
    ),
    ("household", re.compile(r"ho (?:kinh doanh|san xuat|gia dinh)|hkd\b|co so\b")),
    (
        "company",
        re.compile(
            r"(?:chi nhanh |tong |van phong dai dien )?(?:cong ty|cty)\b|ctcp\b|doanh nghiep|dntn\b"
            r"|tap doan|.*\b(?:company|co ltd|jsc|corporation)\b"
        ),
    ),
)


def kind_in_name(name: str) -> ProducerKind:
    """Return the kind that a producer's name itself states; asked only where no column does."""
    words = spelled(name)
    return next((kind for kind, told in _KIND_IN_NAME if told.match(words)), "unknown")
