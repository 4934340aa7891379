namespace NotesApp.Notes;

public sealed record NoteForm(string Text);
