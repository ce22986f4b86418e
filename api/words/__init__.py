"""Every sentence that people read: Vietnamese first, English complete.

English originals stand in the code, next to what they explain; `language` translates them, the
catalogues are in `locales/`, and `python -m api.catalogues` brings the catalogues up to the code.
"""

from api.words.language import LANGUAGES, Language, current_language, speak, tr

__all__ = ["LANGUAGES", "Language", "current_language", "speak", "tr"]
