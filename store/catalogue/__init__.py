"""商品: products, their SKUs and their stock."""
