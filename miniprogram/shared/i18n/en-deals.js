export default {
  deals: {
    notAllowed: 'WeChat can only tell you if you allow it',
  },
}
