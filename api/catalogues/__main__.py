"""Bring the catalogues up to the code: `python -m api.catalogues`."""

import sys

from api.catalogues.files import po_path, write

missing = write("vi")
sys.stdout.write(f"{po_path('vi')}: {missing} sentences to translate\n")
sys.exit(1 if missing else 0)
