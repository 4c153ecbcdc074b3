#include "generator/check/recursion.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace gasworks::generator {

namespace {

enum class State { unseen, under_way, done };
using States = std::map<const Schema*, State>;

// What a value of this schema consists of, down to objects.
void for_each_held(const Schema& schema, const std::function<void(const Schema&)>& act) {
    if (schema.is_struct()) return act(schema.identity());
    for (const Schema::Alternative& alternative : schema.alternatives)
        for_each_held(*alternative.schema, act);
}

void refuse_endless_types(const Schema& schema, States& states, Diagnostics& diagnostics) {
    if (schema.is_struct()) return;
    State& here = states[&schema];
    if (here == State::done) return;
    if (here == State::under_way) {
        diagnostics.error(
            schema.position,
            "an array, map or choice of this schema would consist of nothing but itself; put an "
            "object between");
        return;
    }
    here = State::under_way;
    if (schema.items != nullptr) refuse_endless_types(*schema.items, states, diagnostics);
    if (schema.additional_schema != nullptr)
        refuse_endless_types(*schema.additional_schema, states, diagnostics);
    for (const Schema::Alternative& alternative : schema.alternatives)
        refuse_endless_types(*alternative.schema, states, diagnostics);
    states[&schema] = State::done;
}

void refuse_endless_values(const Schema& schema, States& states, Diagnostics& diagnostics) {
    State& here = states[&schema];
    if (here == State::done) return;
    if (here == State::under_way) {
        diagnostics.error(schema.position,
                          "an object of this schema would contain itself without end; make the property that "
                          "leads back optional, or put an array or a map between");
        return;
    }
    here = State::under_way;
    for (const Schema::Property& property : schema.properties) {
        if (property.required && !property.schema->nullable && property.schema->is_struct())
            refuse_endless_values(property.schema->identity(), states, diagnostics);
    }
    states[&schema] = State::done;
}

bool leads_to(const Schema& schema, const Schema& target, std::set<const Schema*>& passed) {
    const Schema& own = schema.identity();
    if (&own == &target) return true;
    if (!passed.insert(&own).second) return false;
    const auto next = [&](const Schema* held) { return held != nullptr && leads_to(*held, target, passed); };
    return next(own.items) || next(own.additional_schema) ||
           std::any_of(own.properties.begin(), own.properties.end(),
                       [&](const Schema::Property& property) { return next(property.schema); }) ||
           std::any_of(own.alternatives.begin(), own.alternatives.end(),
                       [&](const Schema::Alternative& alternative) { return next(alternative.schema); });
}

// Making the object would make its default, which would make the object ...
void refuse_endless_defaults(const Schema& schema, Diagnostics& diagnostics) {
    for (const Schema::Property& property : schema.properties) {
        const Node* value = property.schema->default_value;
        if (property.required || value == nullptr) continue;
        const bool empty_list = value->is(Node::Kind::sequence) && value->items.empty();
        std::set<const Schema*> passed;
        if (!empty_list && leads_to(*property.schema, schema, passed)) {
            diagnostics.error(
                value->position,
                "the default of a property through which the object contains itself is an empty "
                "list, or none");
        }
    }
}

void box(Schema& schema, States& states, const std::map<const Schema*, Schema*>& own) {
    states[&schema] = State::under_way;
    for (Schema::Property& property : schema.properties) {
        for_each_held(*property.schema, [&](const Schema& held) {
            const State state = states[&held];
            if (state == State::under_way) property.boxed = true;
            if (state == State::unseen) box(*own.at(&held), states, own);
        });
    }
    states[&schema] = State::done;
}

}  // namespace

void check_recursion(Api& api, Diagnostics& diagnostics) {
    States types;
    for (const Schema& schema : api.schemas)
        refuse_endless_types(schema, types, diagnostics);
    States values;
    for (const Schema& schema : api.schemas) {
        if (!schema.is_struct()) continue;
        refuse_endless_values(schema.identity(), values, diagnostics);
        refuse_endless_defaults(schema.identity(), diagnostics);
    }
    if (diagnostics.has_errors()) return;
    std::map<const Schema*, Schema*> own;
    for (Schema& schema : api.schemas)
        own[&schema] = &schema;
    States boxes;
    for (Schema& schema : api.schemas) {
        if (schema.is_struct() && schema.origin == nullptr && boxes[&schema] == State::unseen)
            box(schema, boxes, own);
    }
}

}  // namespace gasworks::generator
