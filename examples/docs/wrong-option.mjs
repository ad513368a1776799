import { createServer } from 'httpsession';

// #region wrong
createServer({ sessionTimeout: '30 minutes' });
// #endregion wrong
