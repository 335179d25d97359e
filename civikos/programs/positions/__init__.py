"""Joint positions of the network: from members' points to an adopted text, with who backs it and who does not."""
