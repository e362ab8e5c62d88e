"""What people do with calls. `perform` is the entrance."""
