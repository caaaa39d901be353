"""What an operator deploys with: container, Compose file, unit of systemd, guide."""
