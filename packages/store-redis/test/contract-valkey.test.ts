import { requires } from '../../../testing/requirements.ts';
import { startValkey } from '../../../testing/services/valkey.ts';
import { contractOn } from './support/contract-on.ts';

requires('valkey')('the contract, on Valkey', () => {
  contractOn(startValkey);
});
