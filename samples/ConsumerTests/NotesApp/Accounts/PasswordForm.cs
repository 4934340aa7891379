namespace NotesApp.Accounts;

public sealed record PasswordForm(string Old, string New);
