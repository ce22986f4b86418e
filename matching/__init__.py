"""The mathematics and the judgement: values in, values out, no I/O and no clock."""
