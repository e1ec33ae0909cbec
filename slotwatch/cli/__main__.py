"""`python -m slotwatch.cli`: the same as `slotwatch`."""

from slotwatch.cli import main

main(prog_name="slotwatch")
