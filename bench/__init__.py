"""What ``flask bench`` measures: each module has ``run()``, whose ``held`` tells the outcome."""
