"""Orders: four independent axes (order, payment, shipment, after-sale) over lines that never change."""
