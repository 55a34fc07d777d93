/** Why a surface cannot open, as it is told to whoever stands there. */
export const NOT_SET_UP = 'This clinic is not set up yet. Open Anteroom at a desk first, then come back here.';
export const INSECURE =
  'Anteroom needs a secure connection here. Open it by its https:// address, or on the server itself by http://localhost.';
