/** Instagram's own sentences, as clients have recorded them (facts 4.1, 5.3). */
export const TEXTS = {
  pleaseWait: 'Please wait a few minutes before you try again.',
  problem: 'Sorry, there was a problem with your request.',
  errorWithRequest: 'There was an error with your request. Please try again.',
  wentWrong: "We're sorry, but something went wrong. Please try again.",
  tooManyRequests: 'Sorry, too many requests. Please try again later.',
  oops: 'Oops, an error occurred.',
  passwordReset:
    'To secure your account, we\'ve reset your password. Tap "Forgot password?" on the ' +
    'login screen and follow the instructions to access your account.',
  disabled: 'Your account has been disabled for violating our terms.',
  wrongPasswordOld: 'Sorry, your password was incorrect. Please double-check your password.',
  wrongPasswordNew: 'The login information you entered is incorrect.',
  wrongPasswordApp: 'The password you entered is incorrect. Please try again.',
  unknownUser:
    "The username you entered doesn't appear to belong to an account. " +
    'Please check your username and try again.',
  wrongCode: 'Please check the security code and try again.',
  invalidParameters: 'Invalid Parameters',
} as const
