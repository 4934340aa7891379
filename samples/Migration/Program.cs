using Migration.Smoke;

return await SmokeRun.RunAsync();
