import { Request } from 'sdk/http/request';
import { Response } from 'sdk/http/response';
import { Session } from 'sdk/http/session';

if (Request.isValid()) Session.setAttribute('attr1', 'value1');
Response.println(`[Attribute]: ${Session.getAttribute('attr1')}`);
Response.close();
