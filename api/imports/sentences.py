"""What imports say, once: code → English original, ending in what to do.

A door translates the original and fills in the blanks. No sentence may carry a telephone number or
the name of a natural person of another row: blanks hold what stands in the row's own cell, units of
administration, numbers and codes.
"""

from collections.abc import Mapping

_FILES: Mapping[str, str] = {
    "file_empty": "{file} is empty. Choose a file with a header line and rows below it.",
    "file_too_large": "{file} has more than {megabytes} MB. Split the list into several files.",
    "too_many_lines": "{file} has more than {most} lines. Split the list into several files.",
    "sheet_too_large": (
        "A sheet of {file} reaches beyond {most} lines. Delete what stands far outside the list, "
        "then save it again."
    ),
    "not_a_table": "{file} is no table that can be read. Save the list as .xlsx or .csv.",
    "wrong_encoding": "{file} is in an unknown encoding. Save it as CSV UTF-8 or as .xlsx.",
    "password_protected": "{file} has a password. Remove the password and import it again.",
    "old_excel": "{file} is in the old format of Excel. Save it as .xlsx or .csv.",
    "no_known_columns": (
        "No line of {file} names a column that is known here. Put a header line above the rows; "
        "known headers are {columns} and others."
    ),
    "missing_columns": "{file} lacks columns that every row needs: {columns}. Add them.",
    "side_unclear": (
        "It is not clear whether {file} lists producers or distributors. State the side."
    ),
}

_CELLS: Mapping[str, str] = {
    "bad_date": "{date} is no date. Write it as 18/12/2020 or 2020-12-18.",
    "day_in_future": "{date} is still to come. Give the day on the paper.",
    "bad_number": "{number} is no number that can be read. Write it as 1.054 or 1,5.",
    "number_read": "{number} was read as {read}. Check it; thousands are parted by a full stop.",
    "not_whole": "{number} is no whole number. Give a whole number.",
    "out_of_range": "{number} is not possible here. Give {least} to {most}.",
    "upside_down": "From {low} to {high} is upside down. Exchange the two.",
    "bad_mark": "{value} is neither a tick nor yes or no. Write x, or leave the cell empty.",
    "too_long": "The text is too long. Give at most {most} signs.",
    "bad_tax_code": "This is no tax code. Give 10 digits, or 13 for a branch.",
    "zero_put_back": "The tax code lacked its first 0, which was put back. Check it.",
    "bad_hours": "{value} is no time of the day. Write it as 08:30-11:30; 13:30-16:30.",
    "bad_months": "{value} names no months. Write them as 1-3, 11.",
    "bad_star": "{value} is no star class. Give 1 to 5 or tiềm năng 5, or leave the cell empty.",
    "star_empty": "The star class is empty: taken as not rated. Add it when it is known.",
    "bad_product_set": "{value} is no product set. The sets are 1 to 26.",
    "unknown_group": "{value} is no product group. The groups are I to VI.",
    "unknown_kind": (
        "{value} is no known kind: taken as unknown, and a producer's name is kept closed. "
        "Write for example HTX, Doanh nghiệp, Hộ kinh doanh."
    ),
    "unknown_paper": "{value} is no known paper and was left out. Write for example HACCP.",
    "unknown_column": "The column {header} is not known and was not read. Rename it, or leave it.",
    "sheet_not_read": "The sheet {sheet} was not read. Import it as a file of its own.",
}

_PLACES: Mapping[str, str] = {
    "province_missing": "The province is empty: taken as unknown. Add it when it is known.",
    "unknown_province": "{value} is no known province. Kept as written; check it.",
    "unknown_district": "{value} is no known district of {province}. Kept as written; check it.",
    "district_kind": "{value} of {province} is listed as {name}. Kept as written; check it.",
    "unknown_commune": "{value} is no known commune of {district}. Kept as written; check it.",
    "moved_commune": "{value} has become {now} since 1/7/2025. Kept as written; check it.",
    "joined_commune": "{value} was joined with others on 1/1/2025. Kept as written; check it.",
}

_FAIRS: Mapping[str, str] = {
    "fair_missing": "The fair is missing. Give the fair's id.",
    "unknown_fair": "There is no fair {fair}. Import the fairs first, or correct the id.",
    "fair_name_missing": "The fair has no name. Give one.",
    "fair_days_missing": "The fair has no days. Give the planned or the actual first and last day.",
    "last_day_missing": "Only one of the first and last day is given. Give both.",
    "ends_before_start": "The last day {last} lies before the first day {first}. Exchange them.",
    "fair_twice": "The fair {fair} stands in row {row} already. Keep one of the two rows.",
    "unknown_fair_kind": "{value} is no kind of fair. Write Hội chợ, Tuần hàng or Hội thảo.",
    "actual_fixed": (
        "The fair is on record as held from {first} to {last}. Correct the list, or the record."
    ),
}

_AGREEMENTS: Mapping[str, str] = {
    "unknown_agreement_kind": (
        "{value} is no kind of paper. Write for example Biên bản ghi nhớ or Biên bản hợp tác."
    ),
    "agreement_kind_missing": "The kind of paper is missing. Write for example Biên bản ghi nhớ.",
    "unknown_state": "{value} is no state. Write Đã ký, Dự thảo, Đã hủy, Được thay thế or Trùng.",
    "signed_on_missing": "The day of signing is missing. Give the day on the paper.",
    "producer_party_missing": "The producer is missing. Name both sides of the paper.",
    "distributor_party_missing": "The distributor is missing. Name both sides of the paper.",
    "ends_before_signing": "{day} lies before the signing on {signed_on}. Give a later day.",
    "copy_of_missing": "The row is marked as a duplicate of nothing. Give the number it repeats.",
    "unknown_original": "There is no paper {number} at this fair. Correct the number it repeats.",
    "copy_of_itself": "The paper {number} repeats itself. Give the number of the other paper.",
    "unknown_successor": "There is no paper {number} at this fair. Check the number.",
    "successor_missing": "The paper was replaced, but by which is not said. Add the number.",
    "other_subject": "{value} was taken as another subject and will not be counted. Check it.",
    "copy_differs": (
        "This is a second copy of {number} and differs in {fields}. It was taken as a copy; look "
        "at both."
    ),
    "large_value": "The value reads as {value} đồng. Check the unit.",
    "two_values": "The value stands in two columns. Keep one of them.",
}

_REGISTRATIONS: Mapping[str, str] = {
    "producer_missing": "The producer is missing. Give its name.",
    "product_missing": "The product is missing. Give its name.",
    "distributor_missing": "The distributor is missing. Give its name.",
    "product_set_unclear": (
        "It is not clear to which product set {value} belongs. Give the set, 1 to 26, or the "
        "group, I to VI."
    ),
    "product_set_guessed": "{value} was put into product set {set} by its group. Check it.",
    "group_differs": "Product set {set} does not belong to the group {group}. The set was taken.",
    "product_twice": "{value} stands in several rows. Year {year} and star {star} were taken.",
    "kinds_differ": "Rows of one company state several kinds. {kind} was taken.",
    "places_differ": "Rows of one company state several places. One was taken; check it.",
    "tax_code_shared": "One tax code stands beside several names. They were taken as one company.",
    "unknown_wanted": "{value} names no goods that are known here. Give product sets, 1 to 26.",
    "set_in_two_seats": "Product set {set} is wanted by two buyers. The first in the list has it.",
    "person_erased": "A person of this row was erased on request and was not brought back.",
    "changed_by_hand": (
        "The entry was changed by hand since the last list, and the list says otherwise in "
        "{fields}. The record stands; change it by hand if the list is right."
    ),
    "withdrawn": "The company withdrew and was not registered again. If it comes, register it.",
    "other_side": "The company stands on the other side of this fair. Import the right list.",
    "entered_meanwhile": "Somebody entered this at the same moment. Import the list once more.",
}

SENTENCES: Mapping[str, str] = {
    **_FILES,
    **_CELLS,
    **_PLACES,
    **_FAIRS,
    **_AGREEMENTS,
    **_REGISTRATIONS,
}
