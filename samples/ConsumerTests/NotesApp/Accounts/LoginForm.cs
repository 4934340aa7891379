namespace NotesApp.Accounts;

public sealed record LoginForm(string Name, string Password, bool RememberMe = false, string? Label = null);
