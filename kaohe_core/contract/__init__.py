"""A plugin tried out: everything that it hands over is used as a scheme would use it, and looked at by machine."""
