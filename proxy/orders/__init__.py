"""Work orders (作業申請): which are open at this node, and how people open and close them. Decides nothing about transfers."""
