"""The ground: facts, data, processes, and the roof that joins the worlds."""
