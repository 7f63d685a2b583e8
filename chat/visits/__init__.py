"""到访: who came to a show, from where, and how long they stayed; and how many watched at each moment."""
