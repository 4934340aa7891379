using AuthWeb.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace AuthWeb.Pages;

public sealed class EventsModel(AppDbContext database, UserManager<AppUser> users) : PageModel
{
    private const int Shown = 50;

    public IReadOnlyList<LoginEvent> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        string userId = users.GetUserId(User)!;
        Rows = await database.Events.Where(row => row.UserId == userId).OrderByDescending(row => row.Id).Take(Shown).ToListAsync(cancellationToken);
    }
}
