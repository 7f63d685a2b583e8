/** WeChat's own tags that the pages may use; in a browser each is a component `wx-<tag>` of h5/builtin. */
export const tags = [
  'view', 'text', 'image', 'video', 'button', 'navigator', 'input', 'textarea', 'swiper-item', 'swiper', 'picker', 'rich-text', 'scroll-view',
]
