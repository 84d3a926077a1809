// Placeholder: deleted with the first real test of the room.
