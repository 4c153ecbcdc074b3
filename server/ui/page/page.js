// Shows this server's own document. Nothing is asked of another host: no validator, no fonts, no examples.
window.ui = SwaggerUIBundle({
  url: '../openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  layout: 'BaseLayout',
});
