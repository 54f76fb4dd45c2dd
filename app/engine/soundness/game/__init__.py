"""The token game: places, moves, how a net is shrunk and every marking it can come to."""
