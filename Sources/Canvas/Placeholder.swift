// Placeholder: deleted with the first real file of the room.
