"""What the box keeps in an object storage beyond the shop: any that speaks S3, such as COS and OSS."""
