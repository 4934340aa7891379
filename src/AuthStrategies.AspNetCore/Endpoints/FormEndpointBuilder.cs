using Microsoft.AspNetCore.Builder;

namespace AuthStrategies.AspNetCore.Endpoints;

/// <summary>The builder of an endpoint that an HTML form may send to. Only such an endpoint redirects after it, so only its builder has a path to redirect to.</summary>
internal sealed class FormEndpointBuilder(IEndpointConventionBuilder endpoint) : IEndpointConventionBuilder
{
    public void Add(Action<EndpointBuilder> convention) => endpoint.Add(convention);

    public void Finally(Action<EndpointBuilder> finallyConvention) => endpoint.Finally(finallyConvention);
}
