import { requires } from '../../../testing/requirements.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import { contractOn } from './support/contract-on.ts';

requires('redis')('the contract, on one server', () => {
  contractOn(startRedis);
});
