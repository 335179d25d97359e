"""Standards of public consultation as rules, every consultation measured by them, every institution's record."""
