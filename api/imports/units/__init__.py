"""Administrative units: which province, district and commune a list means.

The tables beside this module are public data under the MIT licence (licence files beside them),
with their names as published: 63 provinces and 700 districts until 30/6/2025, 34 provinces since,
and of Hà Nội the old wards, the 126 new communes and which became which.
"""

from api.imports.units.places import Resolved, resolve
from api.imports.units.provinces import province_name, province_of

__all__ = ["Resolved", "province_name", "province_of", "resolve"]
