export default {
  deals: {
    notAllowed: '没有允许，微信就提醒不了',
  },
}
