export { ApiErrors, withApiErrors } from './api-errors.decorator.js';
export { ErrorBody, errorBody, exampleErrorBody, type ErrorContext } from './error-body.js';
