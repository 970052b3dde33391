export {
  ConfigError,
  DEVELOPMENT_KEYS,
  envExample,
  isLoopback,
  printConfig,
  readConfig,
  settingsPage,
  type Config,
} from './config.js';
