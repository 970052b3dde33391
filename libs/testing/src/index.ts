export { eventually } from './eventually.js';
export { Gateway, StartError, type GatewayOptions } from './gateway.js';
