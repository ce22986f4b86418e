"""What leaves the system: one definition per report, from which every format is made."""
