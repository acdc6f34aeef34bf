"""Carriers and roads: what lies in whose hands, which cash is known to be ready, who was taken."""
