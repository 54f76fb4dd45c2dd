"""What everything stands on: session, clock, errors, encryption, values."""
