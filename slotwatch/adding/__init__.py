"""What `slotwatch add` knows: addresses that may be watched, what a page shows, a block for the configuration.

The questions are the command line's (`slotwatch.cli.adding`); here is what does not depend on who asks.
"""
