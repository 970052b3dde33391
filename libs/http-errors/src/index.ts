export { ApiErrors } from './api-errors.decorator.js';
export { ErrorBody, errorBody, exampleErrorBody, type ErrorContext } from './error-body.js';
