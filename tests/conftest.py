"""What holds for every test: generated cases are judged by what they show, not by the clock."""

from hypothesis import settings

settings.register_profile("ketnoi", deadline=None)
settings.load_profile("ketnoi")
