"""Fictional companies of the typical fair, made from a seed: 150 producers and 40 distributors."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from api.forms.registration import RegistrationForm, SeatForm
from streams.domain.events.registrations import Paper, Place, PriceRange, Product, Terms
from streams.domain.vocabulary import PaperCode

_PLACES = ("Hà Nội", "Sơn La", "Lào Cai", "Bắc Giang", "Thái Nguyên", "Hòa Bình", "Yên Bái")
_NAMES = ("Suối Ngọc", "Đồi Chè", "Mật Rừng", "Lá Thơm", "Hạt Lành", "Tre Việt", "Gốm Nâu")
_PRODUCTS = (
    ("Chè xanh", 11),
    ("Mật ong", 4),
    ("Miến dong", 6),
    ("Thịt trâu gác bếp", 8),
    ("Rau an toàn", 1),
    ("Gạo nếp", 3),
    ("Mắc ca", 7),
    ("Nước mắm", 9),
    ("Trà hoa vàng", 12),
    ("Tinh dầu quế", 20),
    ("Gốm trang trí", 21),
    ("Thổ cẩm", 22),
)
_FRESH = frozenset({1, 2})
_CHILLED = frozenset({1, 2, 8})
_WANTED = ((11, 12, 13), (4, 7, 9), (1, 2, 3), (6, 8, 10), (20, 18), (21, 22), (3, 6, 7), (5, 11))
_DRINKS = (14, 17)
_DRINKS_BUYER = 40
_FIRST_FURTHER = 201
_BUYER_EVERY = 5
_KINDS = ("cooperative", "cooperative", "company", "household", "cooperative_group")
_BUYERS = (
    "supermarket_chain",
    "convenience_chain",
    "safe_food_shop",
    "ocop_point",
    "ecommerce",
    "craft_shop",
    "horeca",
)
_FOOD = frozenset(range(1, 14))


@dataclass(frozen=True, slots=True)
class TypicalFair:
    """What registers at the fair: producers, distributors, walk-ins, and two nobody can take."""

    producers: tuple[RegistrationForm, ...]
    distributors: tuple[RegistrationForm, ...]
    walk_ins: tuple[RegistrationForm, ...]


def typical_fair(last_day: date, seed: int = 2020) -> TypicalFair:
    """Return the entries of a fair that ends on a day; equal for equal arguments."""
    random = Random(seed)
    producers = [_producer(random, number, last_day) for number in range(1, 149)]
    producers += [_village_tour(), _lapsed_licence(last_day)]
    return TypicalFair(
        producers=tuple(producers),
        distributors=tuple(_distributor(random, number) for number in range(1, 41)),
        walk_ins=tuple(_producer(random, number, last_day) for number in (901, 902)),
    )


def further_producers(last_day: date, count: int) -> tuple[RegistrationForm, ...]:
    """Return producers beyond the typical fair, under numbers that nobody there has."""
    random = Random(2021)
    numbers = range(_FIRST_FURTHER, _FIRST_FURTHER + count)
    return tuple(_producer(random, number, last_day) for number in numbers)


def further_companies(last_day: date, count: int) -> tuple[RegistrationForm, ...]:
    """Return companies beyond the typical fair: producers, and every fifth a distributor.

    Without further distributors all places would soon be taken and nothing more would happen.
    """
    random = Random(2022)
    return tuple(
        _distributor(random, number)
        if number % _BUYER_EVERY == 0
        else _producer(random, number, last_day)
        for number in range(_FIRST_FURTHER, _FIRST_FURTHER + count)
    )


def _producer(random: Random, number: int, last_day: date) -> RegistrationForm:
    kind = random.choice(_KINDS)
    title = {
        "cooperative": "HTX Mẫu",
        "company": "Công ty TNHH Mẫu",
        "household": "Hộ kinh doanh Mẫu",
        "cooperative_group": "Tổ hợp tác Mẫu",
    }[kind]
    name, product_set = random.choice(_PRODUCTS)
    star = random.choice((3, 3, 3, 4, 4, 5, None))
    price = random.randrange(40, 400) * 1000
    return RegistrationForm(
        side="producer",
        kind=kind,
        name=f"{title} {random.choice(_NAMES)} {number:03}",
        place=Place(province=random.choice(_PLACES)),
        contact=f"Người liên hệ Mẫu {number:03}",
        contact_phone=f"0900 000 {number % 1_000:03}",
        products=(
            Product(
                name=name,
                product_set=product_set,
                star=star,
                recognised_on=last_day - timedelta(days=random.randrange(30, 1000)),
                monthly_volume=random.choice((100, 300, 500, 800, 1500)),
                price=PriceRange(low=price, high=price + random.randrange(10, 80) * 1000),
                chilled=product_set in _CHILLED,
            ),
        ),
        papers=_papers(random, product_set, last_day),
        zones=random.choice(((), (), ("Hà Nội",), ("Hà Nội", "Bắc Giang"))),
        cold_chain=product_set in _CHILLED and random.random() < 0.6,
        standing_yes=random.random() < 0.7,
        longest_payment_days=random.choice((15, 30, 45, None)),
        first_timer=random.random() < 0.3,
        remote=random.random() < 0.25,
    )


def _papers(random: Random, product_set: int, last_day: date) -> tuple[Paper, ...]:
    """Return papers as they are in life: some missing, some ending before the fair does."""
    papers: list[Paper] = []
    likely: list[tuple[PaperCode, float]] = [("ocop_certificate", 0.9), ("vat_invoice", 0.8)]
    if product_set in _FOOD:
        likely += [("food_safety", 0.85), ("haccp", 0.3), ("vietgap", 0.4)]
    for code, chance in likely:
        if random.random() < chance:
            days = random.choice((-20, 60, 200, 400, 700))
            papers.append(Paper(code=code, expires_on=last_day + timedelta(days=days)))
    return tuple(papers)


def _distributor(random: Random, number: int) -> RegistrationForm:
    sets = _DRINKS if number == _DRINKS_BUYER else _WANTED[number % len(_WANTED)]
    food = bool(_FOOD & set(sets))
    price = random.randrange(30, 200) * 1000
    return RegistrationForm(
        side="distributor",
        kind=random.choice(_BUYERS),
        name=f"Nhà phân phối Mẫu {random.choice(_NAMES)} {number:02}",
        place=Place(province="Hà Nội"),
        contact=f"Phụ trách Mẫu {number:02}",
        contact_phone=f"0900 100 {number % 1_000:03}",
        seats=(
            SeatForm(
                buyer=f"Cán bộ thu mua Mẫu {number:02}",
                product_sets=sets,
                places=random.choice((8, 10, 12, 12)),
                lowest_star=random.choice((None, 3, 3, 4)),
                must_haves=_must_haves(random, sets),
                preferences=("haccp",) if food else (),
                cold_chain=bool(_FRESH & set(sets)) and random.random() < 0.5,
                deliver_to="Hà Nội" if random.random() < 0.6 else "",
                regions=tuple(random.sample(_PLACES, 2)) if random.random() < 0.4 else (),
                monthly_volume=random.choice((None, 300, 600, 1000)),
                price=PriceRange(low=price, high=price + 200_000),
            ),
        ),
        terms=Terms(
            discount_percent=random.choice((15, 25, 35)), payment_days=random.choice((15, 30, 45))
        ),
    )


def _must_haves(random: Random, sets: tuple[int, ...]) -> tuple[PaperCode, ...]:
    """Return what a buyer insists on: for wine the licence, for food what each has learnt."""
    if sets == _DRINKS:
        return ("alcohol_licence",)
    if not _FOOD & set(sets):
        return ()
    choices: tuple[tuple[PaperCode, ...], ...] = (("food_safety",), ("vat_invoice",), (), ())
    return random.choice(choices)


def _village_tour() -> RegistrationForm:
    """Return a producer whose group nobody wants."""
    return RegistrationForm(
        side="producer",
        kind="cooperative",
        name="HTX Mẫu Du lịch Bản Xanh 149",
        place=Place(province="Hòa Bình"),
        products=(Product(name="Du lịch cộng đồng", product_set=26, star=4),),
        standing_yes=True,
        remote=True,
    )


def _lapsed_licence(last_day: date) -> RegistrationForm:
    """Return a wine maker whose licence ends before the fair does."""
    return RegistrationForm(
        side="producer",
        kind="company",
        name="Công ty TNHH Mẫu Nếp Thơm 150",
        place=Place(province="Bắc Giang"),
        products=(Product(name="Rượu nếp", product_set=14, star=4, monthly_volume=400),),
        papers=(Paper(code="alcohol_licence", expires_on=last_day - timedelta(days=9)),),
        standing_yes=True,
    )
